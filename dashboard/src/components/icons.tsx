// The few icons used, drawn on a 24 by 24 grid. They are decoration: what they
// stand for is always said in words beside them or in a label.
import type { ReactNode } from 'react';

function icon(children: ReactNode) {
  return function Icon({ size = 18 }: { size?: number }) {
    return (
      <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2"
        strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
        {children}
      </svg>
    );
  };
}

export const UsersIcon = icon(<><circle cx="9" cy="8" r="4" /><path d="M2 21c0-4 3-6 7-6s7 2 7 6M16 4a4 4 0 0 1 0 8M18 15c3 .6 4 2.8 4 6" /></>);
export const OrganizationIcon = icon(<><path d="M4 21V5l8-3 8 3v16M2 21h20M9 9h.01M15 9h.01M9 13h.01M15 13h.01M10 21v-4h4v4" /></>);
export const KeyIcon = icon(<><circle cx="8" cy="15" r="5" /><path d="m12 11 9-9M17 6l3 3" /></>);
export const AuditIcon = icon(<><path d="M6 2h9l5 5v15H6zM14 2v6h6M9 13h7M9 17h7" /></>);
export const FlowIcon = icon(<><rect x="2" y="3" width="7" height="6" rx="1" /><rect x="15" y="15" width="7" height="6" rx="1" /><path d="M9 6h5a4 4 0 0 1 4 4v5" /></>);
export const MenuIcon = icon(<path d="M3 6h18M3 12h18M3 18h18" />);
export const CloseIcon = icon(<path d="m5 5 14 14M19 5 5 19" />);
export const PlusIcon = icon(<path d="M12 5v14M5 12h14" />);
export const SearchIcon = icon(<><circle cx="11" cy="11" r="7" /><path d="m21 21-5-5" /></>);
export const BackIcon = icon(<path d="M19 12H5M12 19l-7-7 7-7" />);
export const CheckIcon = icon(<path d="m4 12 6 6L20 6" />);
export const DotIcon = icon(<circle cx="12" cy="12" r="3" />);
export const DownIcon = icon(<path d="m6 9 6 6 6-6" />);
export const UpIcon = icon(<path d="m6 15 6-6 6 6" />);
export const AlertIcon = icon(<><path d="M12 3 2 20h20zM12 10v4M12 17h.01" /></>);
export const InfoIcon = icon(<><circle cx="12" cy="12" r="10" /><path d="M12 11v6M12 7h.01" /></>);
export const MailIcon = icon(<><rect x="2" y="4" width="20" height="16" rx="2" /><path d="m2 7 10 7L22 7" /></>);
export const CopyIcon = icon(<><rect x="9" y="9" width="12" height="12" rx="2" /><path d="M5 15H3V3h12v2" /></>);
export const PersonIcon = icon(<><circle cx="12" cy="8" r="4" /><path d="M4 21c0-4 4-6 8-6s8 2 8 6" /></>);
export const UploadIcon = icon(<path d="M12 16V4M6 10l6-6 6 6M4 20h16" />);
export const DownloadIcon = icon(<path d="M12 4v12M6 10l6 6 6-6M4 20h16" />);
