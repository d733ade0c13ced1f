"""`storefront database tune`: on demand, the examination of `functions/tuning` that Lambda runs each month."""
