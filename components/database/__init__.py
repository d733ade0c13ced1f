"""The main database: its ground in every region, the instances, and their backups in the standby region."""
