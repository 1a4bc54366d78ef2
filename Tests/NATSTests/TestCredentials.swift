/// Keys and tokens made for these tests alone: they open nothing anywhere. None of them expires.
enum TestCredentials {
    /// A user's NKey seed and its public key.
    static let seed = "SUAB6MP7PCHTZUCQLRKV3SF5KVRJNT4YRG4HURB4HJTN2T43NH6F7XRG3I"
    static let publicKey = "UBHSIQXULZ4KZHZDOO5PDXJPIY5CYWSAJLF3KZY5WV5HPCZZU4YWJ2PD"

    static let operatorJWT = """
        eyJ0eXAiOiJKV1QiLCJhbGciOiJlZDI1NTE5LW5rZXkifQ.eyJqdGkiOiJLQUtRTEw1NVpRUUNLVjNLQlVGVk9XUEhNQUJKSTJOSUEyQ05KNTN\
        NUzJKM01SQ0ZIUkhBIiwiaWF0IjoxNzAwMDAwMDAwLCJpc3MiOiJPQUoyWE1ON0gzSlRTT0VZTzdPUkJLM0FUWFdFWUNWRk9UTUVENkNSUzdFT\
        DVQNklFRllNWEVHRSIsIm5hbWUiOiJ0ZXN0LW9wZXJhdG9yIiwic3ViIjoiT0FKMlhNTjdIM0pUU09FWU83T1JCSzNBVFhXRVlDVkZPVE1FRDZ\
        DUlM3RUw1UDZJRUZZTVhFR0UiLCJuYXRzIjp7InR5cGUiOiJvcGVyYXRvciIsInZlcnNpb24iOjJ9fQ.S8Ct6ES9octxDJplg45_2dNXw7ER3W\
        -a96wa-bRtGUbZkVy-ZfFzEyozntBSQhPxnh_qbzsZQfvfhmOm8MPYCg
        """
    static let systemAccountKey = "AAFAPJV2QWCJVNHC7K7WTL3UCXSSAHZKQMQSZTHNA6SO3CTBAPBUPWAB"
    static let systemAccountJWT = """
        eyJ0eXAiOiJKV1QiLCJhbGciOiJlZDI1NTE5LW5rZXkifQ.eyJqdGkiOiJUM0xUU1Y2Q0tURFZUUVlBR0VLQTVGRlVBVFpQM1JKRzQ3V1FKR08\
        3R01EUVUzUVhHS0dRIiwiaWF0IjoxNzAwMDAwMDAwLCJpc3MiOiJPQUoyWE1ON0gzSlRTT0VZTzdPUkJLM0FUWFdFWUNWRk9UTUVENkNSUzdFT\
        DVQNklFRllNWEVHRSIsIm5hbWUiOiJTWVMiLCJzdWIiOiJBQUZBUEpWMlFXQ0pWTkhDN0s3V1RMM1VDWFNTQUhaS1FNUVNaVEhOQTZTTzNDVEJ\
        BUEJVUFdBQiIsIm5hdHMiOnsibGltaXRzIjp7InN1YnMiOi0xLCJkYXRhIjotMSwicGF5bG9hZCI6LTEsImltcG9ydHMiOi0xLCJleHBvcnRzI\
        jotMSwid2lsZGNhcmRzIjp0cnVlLCJjb25uIjotMSwibGVhZiI6LTF9LCJkZWZhdWx0X3Blcm1pc3Npb25zIjp7InB1YiI6e30sInN1YiI6e31\
        9LCJ0eXBlIjoiYWNjb3VudCIsInZlcnNpb24iOjJ9fQ.aiQSqpnaA2AHuumk4iSCaOlZYQiX0cF8x4nvyiItIs7VNoepM8uv2hzBPj4ChLm6No\
        7SK2stXM5bSXwUCuF-Bg
        """
    static let accountKey = "ADAZLU2ASLWYSHZMWJN5YF6EOYNZHTQET2VMDGCBYVTRYSCEREJJ3P5V"
    static let accountJWT = """
        eyJ0eXAiOiJKV1QiLCJhbGciOiJlZDI1NTE5LW5rZXkifQ.eyJqdGkiOiJSREpWT04yS1NaRFA3TTVMVlZFT1RKNldDWVJUNTRGVlIzMkZPWkZ\
        MVk1UVjZOUFgySUdBIiwiaWF0IjoxNzAwMDAwMDAwLCJpc3MiOiJPQUoyWE1ON0gzSlRTT0VZTzdPUkJLM0FUWFdFWUNWRk9UTUVENkNSUzdFT\
        DVQNklFRllNWEVHRSIsIm5hbWUiOiJ0ZXN0LWFjY291bnQiLCJzdWIiOiJBREFaTFUyQVNMV1lTSFpNV0pONVlGNkVPWU5aSFRRRVQyVk1ER0N\
        CWVZUUllTQ0VSRUpKM1A1ViIsIm5hdHMiOnsibGltaXRzIjp7InN1YnMiOi0xLCJkYXRhIjotMSwicGF5bG9hZCI6LTEsImltcG9ydHMiOi0xL\
        CJleHBvcnRzIjotMSwid2lsZGNhcmRzIjp0cnVlLCJjb25uIjotMSwibGVhZiI6LTF9LCJkZWZhdWx0X3Blcm1pc3Npb25zIjp7InB1YiI6e30\
        sInN1YiI6e319LCJ0eXBlIjoiYWNjb3VudCIsInZlcnNpb24iOjJ9fQ.19zVrSps8KrI6B-ULbhepB84GxcRcuogvR9ew7ENXfKnTxd1oZuP5z\
        xiznrxHu27i-Jel15c2H-KHnXREUcBCQ
        """
    /// May publish to everything but `secret.>`.
    static let userJWT = """
        eyJ0eXAiOiJKV1QiLCJhbGciOiJlZDI1NTE5LW5rZXkifQ.eyJqdGkiOiIzUEhOU0JCQzZDQlFPRDI0N0VFWUpBN0FQS05ZQ0xJWFZHUlZEVVd\
        TNEtEUEdWVEJFQ0tBIiwiaWF0IjoxNzAwMDAwMDAwLCJpc3MiOiJBREFaTFUyQVNMV1lTSFpNV0pONVlGNkVPWU5aSFRRRVQyVk1ER0NCWVZUU\
        llTQ0VSRUpKM1A1ViIsIm5hbWUiOiJ0ZXN0LXVzZXIiLCJzdWIiOiJVRDdPR09MQzIzVlNISVJWUVJNS000NUxIRlFNNFdETkNSUVdLRE9JSVh\
        BQkczTTVDMjRNU0RXSCIsIm5hdHMiOnsicHViIjp7ImRlbnkiOlsic2VjcmV0Lj4iXX0sInN1YiI6e30sInN1YnMiOi0xLCJkYXRhIjotMSwic\
        GF5bG9hZCI6LTEsInR5cGUiOiJ1c2VyIiwidmVyc2lvbiI6Mn19.IE2Tcg7PVgsGsM6qwhvYjO22O_OUC7Mpu6WByfKbHd59qFo4pcycWbQFXL\
        Ub3YBdhjVHXaJGeA3ddoGCabLQAg
        """
    static let userSeed = "SUAKI2TZHSNCDHSEPVIJGFI7RSDFEM2YH45F3Q7UASUW4LY3ZH4STTP4AA"

    /// A server that trusts that operator.
    static let operatorConfiguration = """
        operator: \(operatorJWT)
        system_account: \(systemAccountKey)
        resolver: MEMORY
        resolver_preload: { \(accountKey): \(accountJWT), \(systemAccountKey): \(systemAccountJWT) }
        """

    static func file(jwt: String = userJWT, seed: String = userSeed, lineEnd: String = "\n") -> String {
        [
            "-----BEGIN NATS USER JWT-----", jwt, "------END NATS USER JWT------", "",
            "************************* IMPORTANT *************************", "",
            "-----BEGIN USER NKEY SEED-----", seed, "------END USER NKEY SEED------", "",
        ].joined(separator: lineEnd)
    }
}
