"""The site without a server: its pages as plain files, or as one ZIM file for Kiwix readers.

`copied_pages.py` visits the site, `offline_addresses.py` says what is copied and how its file is
named, `offline_html.py` makes a page's links relative and removes what needs a server;
`static_site.py` and `zim_file.py` write the two kinds of copy, `index_files.py` the search index.
"""
