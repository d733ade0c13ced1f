"""The secret by which the load balancers know CloudFront, rotated."""
