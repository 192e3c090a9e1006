// The contract's types, in the form openapi-typescript writes them.
// `npm run generate` replaces this file from ../docs/openapi.json.

export interface components {
  schemas: {
    Role: 'owner' | 'auditor';
    Status: 'invited' | 'expired' | 'active' | 'blocked';
    Delivery: 'queued' | 'sent' | 'delivered' | 'bounced' | 'complained' | 'failed';
    Named: { id: string; name: string };
    Identity: { email: string };
    Membership: {
      organization: components['schemas']['Named'];
      user_id: string;
      role: components['schemas']['Role'];
      status: components['schemas']['Status'];
      permissions: string[];
    };
    Me: {
      identity: components['schemas']['Identity'] | null;
      memberships: components['schemas']['Membership'][];
      expires_at: string | null;
    };
    SignedIn: {
      identity: components['schemas']['Identity'];
      memberships: components['schemas']['Membership'][];
      expires_at: string;
    };
    Invitation: {
      sent_at: string | null;
      expires_at: string;
      sends: number;
      delivery: components['schemas']['Delivery'];
    };
    User: {
      id: string;
      email: string;
      first_name: string;
      last_name: string;
      role: components['schemas']['Role'];
      status: components['schemas']['Status'];
      logo_url: string | null;
      invitation: components['schemas']['Invitation'] | null;
      last_sign_in_at: string | null;
      created_at: string;
      updated_at: string;
      version: number;
    };
    InvitationView: {
      organization: components['schemas']['Named'];
      email: string;
      first_name: string;
      last_name: string;
      role: components['schemas']['Role'];
      expires_at: string;
      account_exists: boolean;
    };
    Seats: {
      limit: number;
      used: number;
      available: number;
      invited: number;
      active: number;
      blocked: number;
      expired: number;
    };
    Settings: { invitation_days: number; locale: string };
    Organization: {
      id: string;
      name: string;
      plan: string;
      seats: components['schemas']['Seats'];
      settings: components['schemas']['Settings'];
      created_at: string;
      updated_at: string;
      version: number;
    };
  };
}
