"""`storefront database`: the database's access, through the function inside the VPC, and its examination."""
