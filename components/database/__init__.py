"""The main database: its foundation in every region, the instances, and their backups in the standby region."""
