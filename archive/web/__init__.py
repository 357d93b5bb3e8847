"""The site for people: the views of its HTML pages and what their templates show."""
