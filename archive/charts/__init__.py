"""Numbers into the geometry of pictures: pure Python that knows neither queries nor pages.

Across, everything is measured in per cent of the picture's width; down, in em of its text. So a
picture fits any screen while its text keeps the size that the reader has chosen.
"""
