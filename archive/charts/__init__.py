"""Geometry of charts from numbers, without queries or pages.

Horizontal measures are percentages of the chart's width, vertical ones em of its text: charts fit
any screen while the text keeps the size chosen by the reader.
"""
