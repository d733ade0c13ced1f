"""What AWS has: tables that `make facts` writes from kept packages, dated rows that have no such source, and how
to ask them."""
