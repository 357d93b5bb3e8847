"""The site for people: the views of its HTML pages, and the context of their templates."""
