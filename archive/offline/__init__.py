"""The site without a server: its pages as plain files, or as one ZIM file for Kiwix readers.

`site_copy.py` crawls the site, `offline_addresses.py` decides which URLs are copied and names their
files, `offline_html.py` makes links relative and removes what needs a server. `static_site.py` and
`zim_file.py` write the two kinds of copy, `index_files.py` the search index.
"""
