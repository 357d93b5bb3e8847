"""The list of articles, which is also the search page.

- `views`: the list, and the page of all values of a facet;
- `list_page`: a page of the list, and the place of an article in it;
- `facets`: the filters beside the list, with their counts;
- `suggested_filters`: the few of them that narrow the list best;
- `relaxed_filters`: filters to drop when nothing was found;
- `autocomplete`: suggestions while the reader types;
- `search_form`: the advanced search form.
"""
