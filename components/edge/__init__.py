"""The doors of the store: names, certificates, load balancers, firewall, CloudFront, and where they lead."""
