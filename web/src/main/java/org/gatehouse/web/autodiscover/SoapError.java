package org.gatehouse.web.autodiscover;

/// The error codes of [MS-OXWADISC], and what is said with them.
record SoapError(Code code, String message) {
    static final SoapError NONE = new SoapError(Code.NO_ERROR, "No error.");

    enum Code {
        NO_ERROR("NoError"),
        REDIRECT_ADDRESS("RedirectAddress"),
        REDIRECT_URL("RedirectUrl"),
        INVALID_USER("InvalidUser"),
        INVALID_REQUEST("InvalidRequest"),
        INVALID_SETTING("InvalidSetting"),
        SETTING_IS_NOT_AVAILABLE("SettingIsNotAvailable"),
        SERVER_BUSY("ServerBusy"),
        INVALID_DOMAIN("InvalidDomain"),
        NOT_FEDERATED("NotFederated"),
        INTERNAL_SERVER_ERROR("InternalServerError");

        private final String wireName;

        Code(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }

    static SoapError atUrl() {
        return new SoapError(Code.REDIRECT_URL, "Ask at the URL in RedirectTarget.");
    }

    static SoapError noSuchSetting() {
        return new SoapError(Code.INVALID_SETTING, "The requested setting is not one that there is.");
    }

    static SoapError notAvailable() {
        return new SoapError(Code.SETTING_IS_NOT_AVAILABLE, "The requested setting is not available.");
    }

    static SoapError invalid(String message) {
        return new SoapError(Code.INVALID_REQUEST, message);
    }
}
