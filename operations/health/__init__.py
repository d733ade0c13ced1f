"""How the store is: the alarms that are on, as the terminal shows them."""
