from freqtrade.strategy import IStrategy


class Idle(IStrategy):
    """Looks, and never buys."""

    timeframe = "5m"
    stoploss = -0.1
    minimal_roi = {"0": 0.02}

    def populate_indicators(self, dataframe, metadata):
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        return dataframe
