"""The exception for a value that cannot be used; its message can be translated."""


class ValueRefused(ValueError):
    """`problem` is the message in Chinese, with `values` for its %(name)s."""

    def __init__(self, problem: str, **values: object):
        self.problem = problem
        self.values = values
        super().__init__(problem % values)
