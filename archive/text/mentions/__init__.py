"""Recognise the people, organisations and places that a text names: rules and lists, no model.

recognize.py puts together places.py, organisations.py and people.py, in that order: what is part of
an earlier kind's name is none of a later one. words.json has the lists.
"""
