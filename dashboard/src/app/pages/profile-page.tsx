import { EmailCard } from '@/features/email-change/components/email-card';
import { FactorsCard } from '@/features/factors/components/factors-card';
import { PasswordCard } from '@/features/passwords/components/password-card';
import { PrivacyCard } from '@/features/privacy/components/privacy-card';
import { ProfilePage as Page } from '@/features/profile/components/profile-page';
import { OwnDetails } from '@/features/users/components/own-details';

export function ProfilePage() {
  return <Page details={(user) => <OwnDetails user={user} />} password={(user) => <PasswordCard user={user} />} factors={<><EmailCard /><FactorsCard /></>} privacy={<PrivacyCard />} />;
}
