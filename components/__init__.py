"""What is provisioned: one Pulumi component a module, named after what it is."""
