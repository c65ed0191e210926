"""The pages of a review, measured on the site that `pages` fills."""
