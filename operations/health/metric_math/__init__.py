"""CloudWatch's metric math and its bands, as far as the dashboards use them; the embedded AWS uses it too."""
