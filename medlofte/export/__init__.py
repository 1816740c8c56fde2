"""Documents made from an edition: Word, slides, Excel, a web page and open data."""
