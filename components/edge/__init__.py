"""Where visitors come in: names, certificates, load balancers, firewall, CloudFront, DNS."""

"""Where visitors come in: names, certificates, load balancers, firewall, CloudFront, DNS."""
