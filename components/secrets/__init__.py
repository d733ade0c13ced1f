"""The database's secrets, and the function that makes and rotates the passwords in them."""
