package api

// Operations lists every declared operation in the order of the documentation.
func Operations() []Declared {
	return []Declared{
		CreateOrganization.Declare(), GetOrganization.Declare(), UpdateOrganization.Declare(),
		ListUsers.Declare(), CreateUser.Declare(), ImportUsers.Declare(), GetUser.Declare(), UpdateUser.Declare(),
		BlockUser.Declare(), UnblockUser.Declare(), RemoveUser.Declare(), EndUserSessions.Declare(),
		ResendInvitation.Declare(),
		LeaveOrganization.Declare(), DeleteOrganization.Declare(), RestoreOrganization.Declare(),
		ViewInvitation.Declare(), AcceptInvitation.Declare(), RequestInvitation.Declare(),
		PutLogo.Declare(), GetLogo.Declare(), DeleteLogo.Declare(),
		ListRoles.Declare(), GetAuthorization.Declare(),
		ListAPIKeys.Declare(), CreateAPIKey.Declare(), RevokeAPIKey.Declare(),
		ListAuditEvents.Declare(),
		ListFlows.Declare(), CreateFlow.Declare(), GetFlow.Declare(), UpdateFlow.Declare(), DeleteFlow.Declare(),
		RequestPasswordReset.Declare(), ViewPasswordReset.Declare(), ResetPassword.Declare(),
		SignIn.Declare(), SignOut.Declare(), GetMe.Declare(),
		ChangePassword.Declare(), GetEmailChange.Declare(), RequestEmailChange.Declare(), CancelEmailChange.Declare(),
		ConfirmEmailChange.Declare(), ViewEmailRestoration.Declare(), RestoreEmail.Declare(),
		ListSessions.Declare(), EndSession.Declare(), ListSignIns.Declare(),
		CompleteSignIn.Declare(), ProveSession.Declare(),
		CreatePasskeySessionOptions.Declare(), CreatePasskeySession.Declare(),
		GetFactors.Declare(), CreateTOTP.Declare(), ConfirmTOTP.Declare(), DeleteTOTP.Declare(),
		CreateRecoveryCodes.Declare(),
		CreatePasskeyOptions.Declare(), CreatePasskey.Declare(), UpdatePasskey.Declare(), DeletePasskey.Declare(),
		ExportPerson.Declare(), ErasePerson.Declare(),
	}
}

// ByID finds a declared operation.
func ByID(id string) (Declared, bool) {
	for _, o := range Operations() {
		if o.ID == id {
			return o, true
		}
	}
	return Declared{}, false
}
