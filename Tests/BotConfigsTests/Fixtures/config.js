{
    "pairs": {
        "asterdex": {
            "USDT-ASTER": {
                "strategy": "grid-spot",
                "enabled": true,
                "override": {
                    "TRADING_LIMIT": 25,
                    "GAIN": "1.5"
                }
            }
        },
        "asterFutures": {
            "USDT-BTC": {
                "strategy": "grid-perp",
                "enabled": false,
                "override": {}
            }
        },
        "bitget": {
            "USDT-ETH": {
                "strategy": "grid-spot",
                "enabled": true,
                "override": {
                    "BUY_ENABLED": false
                }
            }
        },
        "bitget#2": {
            "USDT-SOL": {
                "strategy": "grid-perp",
                "enabled": true,
                "override": {}
            }
        },
        "hitbtc": {}
    },
    "strategies": {
        "grid-spot": {
            "BUY_METHOD": "stepgrid",
            "SELL_METHOD": "stepgrid",
            "GAIN": 0.50,
            "TRADING_LIMIT": 1e2,
            "MAX_INVESTMENT": 100000000000000000
        },
        "grid-perp": {
            "BUY_METHOD": "futuresgrid",
            "SELL_METHOD": "futuresgrid",
            "GAIN": "2",
            "IS_MARGIN_STRAT": true
        }
    },
    "exchanges": {
        "asterdex": {
            "masterkey": "FAKE-aster-spot-key-0001",
            "mastersecret": "FAKE-aster-spot-secret-0001",
            "key": "FAKE-aster-spot-key-0001",
            "secret": "FAKE-aster-spot-secret-0001",
            "delay": 10,
            "TRADING_FEES": 0.1
        },
        "asterFutures": {
            "masterkey": "FAKE-aster-perp-key-0002",
            "mastersecret": "FAKE-aster-perp-secret-0002",
            "key": "FAKE-aster-perp-key-0002",
            "secret": "FAKE-aster-perp-secret-0002",
            "delay": 5,
            "TRADING_FEES": 0.035
        },
        "bitget": {
            "masterkey": "FAKE-bitget-key-0003",
            "mastersecret": "FAKE-bitget-secret-0003",
            "key": "FAKE-bitget-key-0003",
            "secret": "FAKE-bitget-secret-0003",
            "passphrase": "FAKE-bitget-pass-0003",
            "delay": 10,
            "TRADING_FEES": 0.1,
            "isEncrypted": false
        },
        "bitget#2": {
            "masterkey": "ENC:RkFLRS1vcGFxdWUtMQ==",
            "mastersecret": "ENC:RkFLRS1vcGFxdWUtMg==",
            "key": "ENC:RkFLRS1vcGFxdWUtMQ==",
            "secret": "ENC:RkFLRS1vcGFxdWUtMg==",
            "passphrase": "ENC:RkFLRS1vcGFxdWUtMw==",
            "delay": 10,
            "TRADING_FEES": 0.06,
            "isEncrypted": true,
            "unknownFutureField": {
                "keep": ["me", 1.0, null]
            }
        },
        "hitbtc": {
            "masterkey": "FAKE-hitbtc-key-0004",
            "mastersecret": "FAKE-hitbtc-secret-0004",
            "key": "FAKE-hitbtc-key-0004",
            "secret": "FAKE-hitbtc-secret-0004",
            "delay": 15,
            "TRADING_FEES": 0.25
        }
    },
    "bot": {
        "json_output": "./json",
        "debug": false,
        "BOT_DELAY": 1,
        "BOT_CCLEAN": 200,
        "gunthy_wallet": "0x00000000000000000000000000000000000FAKE1",
        "VERBOSE": false,
        "WATCH_MODE": false,
        "TELEGRAM_ENABLED": true,
        "TELEGRAM_NICK": "Gunbot",
        "TOKEN": "000000000:FAKE-telegram-token",
        "chat_id": -1001234567890123456,
        "admin_id": "1234567890",
        "INSTANCE_NAME": "lab",
        "LOGS": true,
        "LOG_SIZE": "50m"
    },
    "ws": {
        "port": 5001,
        "clientport": 3000,
        "hostname": "127.0.0.1"
    },
    "GUI": {
        "enabled": true,
        "start": false,
        "port": 3000,
        "https": false,
        "key": "localhost.key",
        "cert": "localhost.crt",
        "networktraffic": false,
        "authentication": {
            "login": true,
            "twoFA": false
        },
        "notifications": {
            "trade": true,
            "callback": false,
            "error": true
        }
    },
    "AutoConfig": {
        "enabled": false,
        "silentMode": false,
        "statsCount": 1
    },
    "imap_listener": {
        "enabled": false,
        "authorized_froms": "[\"noreply@tradingview.com\"]",
        "user": "someone@example.org",
        "password": "FAKE-mail-password",
        "host": "imap.example.org",
        "port": 993,
        "tls": true,
        "tlsOptions": {
            "rejectUnauthorized": false
        }
    }
}
