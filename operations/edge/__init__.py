"""The ways in: the secret by which the load balancers know CloudFront, renewed."""
