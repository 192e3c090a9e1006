import { Activity } from '@/features/audit/components/activity';
import { FlowPage as Page } from '@/features/flows/components/flow-page';

export function FlowPage() {
  return <Page below={(flow) => <Activity target={flow.id} stamp={String(flow.version)} />} />;
}
