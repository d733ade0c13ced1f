"""Backups that outlive the account: vaults under lock, what fills them, and tested restores."""
