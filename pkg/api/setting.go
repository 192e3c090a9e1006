package api

// Setting is the name of an environment variable that a function reads. The AWS
// SDK's own names (AWS_REGION, AWS_ENDPOINT_URL_DYNAMODB, ...) are not listed.
type Setting string

// The settings of the functions. Package config says what each may hold.
const (
	SettingTable              Setting = "USHER_TABLE"
	SettingDashboard          Setting = "USHER_DASHBOARD_URL"
	SettingSignUp             Setting = "USHER_SIGN_UP"
	SettingPlans              Setting = "USHER_PLANS"
	SettingInvitationLifetime Setting = "USHER_INVITATION_LIFETIME"
	SettingDeletedKept        Setting = "USHER_DELETED_KEPT"
	SettingActivityKept       Setting = "USHER_ACTIVITY_KEPT"
	SettingSessionLifetime    Setting = "USHER_SESSION_LIFETIME"
	SettingSessionIdle        Setting = "USHER_SESSION_IDLE"
	SettingProofLifetime      Setting = "USHER_PROOF_LIFETIME"
	SettingLinkKeys           Setting = "USHER_LINK_KEYS"
	SettingFactorKeys         Setting = "USHER_FACTOR_KEYS"
	SettingSender             Setting = "USHER_SENDER"
	SettingConfigurationSet   Setting = "USHER_CONFIGURATION_SET"
	SettingEventBus           Setting = "USHER_EVENT_BUS"
	SettingTrustedProxy       Setting = "USHER_TRUSTED_PROXY"
	SettingLimits             Setting = "USHER_LIMITS"
	SettingProductName        Setting = "USHER_PRODUCT_NAME"
	SettingProductLogo        Setting = "USHER_PRODUCT_LOGO"
	SettingProductColor       Setting = "USHER_PRODUCT_COLOR"
	SettingSupportEmail       Setting = "USHER_SUPPORT_EMAIL"
	SettingUpgradeURL         Setting = "USHER_UPGRADE_URL"
	SettingRoles              Setting = "USHER_ROLES"
)

func reads(more ...Setting) []Setting {
	return append([]Setting{SettingTable, SettingDashboard, SettingTrustedProxy, SettingProofLifetime, SettingRoles,
		SettingActivityKept}, more...)
}
