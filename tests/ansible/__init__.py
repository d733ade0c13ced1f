"""The playbooks on real machines: a scratch Debian, its own systemd, the real Ansible."""
