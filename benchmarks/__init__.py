"""Named, repeatable measurements; ``python -m benchmarks`` lists them."""
