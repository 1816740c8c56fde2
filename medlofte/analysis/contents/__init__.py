"""What an edition holds beside its estimates, a module a kind: words, plain counts, points, quotes, reports, walks."""
