"""The invented parts of the demo round: chance with a seed, and one module per source."""
