import {
  IconActivityHeartbeat,
  IconBed,
  IconBuildingHospital,
  IconCash,
  IconCashRegister,
  IconClipboardList,
  IconCode,
  IconDatabaseExport,
  IconFiles,
  IconHome,
  IconHistory,
  IconListDetails,
  IconReceipt,
  IconReport,
  IconScale,
  IconShieldHeart,
  IconSignature,
  IconSitemap,
  IconStethoscope,
  IconTags,
  IconUserPlus,
  IconUsers,
  IconUsersGroup,
  IconUsersPlus,
  IconDoor,
  IconFlask,
} from '@tabler/icons-react';
import { linkOptions } from '@tanstack/react-router';

/**
 * Every page of the rail, on one list: where it leads, who sees it (anyone holding one of the permissions), and the
 * letter that follows `g`. Labels are keys of the message catalogue.
 */
export const navGroups = [
  {
    label: '',
    items: [
      { link: linkOptions({ to: '/' }), label: 'Home', icon: IconHome, letter: 'h', needs: [], count: 'none' },
      { link: linkOptions({ to: '/check-in' }), label: 'Check in', icon: IconUserPlus, letter: 'c', needs: ['encounter:check-in'], count: 'none' },
      { link: linkOptions({ to: '/cashier' }), label: 'Cashier', icon: IconCash, letter: 'k', needs: ['payment:take'], count: 'none' },
    ],
  },
  {
    label: 'Cases',
    items: [
      {
        link: linkOptions({ to: '/queues/pending' }),
        label: 'Pending',
        icon: IconStethoscope,
        letter: 'p',
        needs: ['encounter:write-nursing', 'encounter:confirm', 'encounter:check-in'],
        count: 'Pending',
      },
      { link: linkOptions({ to: '/queues/coding' }), label: 'Ready for coding', short: 'Coding', icon: IconCode, letter: 'r', needs: ['encounter:finalize'], count: 'Ready_for_Coding' },
      { link: linkOptions({ to: '/queues/admitted' }), label: 'Admitted', icon: IconActivityHeartbeat, letter: 'a', needs: ['encounter:read'], count: 'Admitted' },
      { link: linkOptions({ to: '/queues/outpatients' }), label: 'Outpatients', icon: IconClipboardList, letter: 'o', needs: ['encounter:read'], count: 'Outpatient' },
    ],
  },
  {
    label: 'Records',
    items: [
      { link: linkOptions({ to: '/labs' }), label: 'Laboratory', icon: IconFlask, letter: 'e', needs: ['lab:read'], count: 'laboratory' },
      { link: linkOptions({ to: '/ward' }), label: 'Ward board', icon: IconBed, letter: 'w', needs: ['ward:read'], count: 'none' },
      { link: linkOptions({ to: '/patients' }), label: 'Patients', icon: IconUsers, letter: 'l', needs: ['patient:read'], count: 'none' },
      { link: linkOptions({ to: '/bills' }), label: 'Bills', icon: IconReceipt, letter: 'b', needs: ['bill:read'], count: 'unpaid' },
      { link: linkOptions({ to: '/cashier/receivables' }), label: 'Receivables', icon: IconSignature, letter: 'v', needs: ['receivable:read'], count: 'none' },
      { link: linkOptions({ to: '/cashier/shifts' }), label: 'Shifts', icon: IconCashRegister, letter: 'f', needs: ['shift:read'], count: 'none' },
      { link: linkOptions({ to: '/cashier/report' }), label: 'Cash of the day', icon: IconReport, letter: 'z', needs: ['shift:read'], count: 'none' },
    ],
  },
  {
    label: 'Administration',
    items: [
      { link: linkOptions({ to: '/admin/users' }), label: 'Users', icon: IconUsersGroup, letter: 'u', needs: ['user:read'], count: 'none' },
      { link: linkOptions({ to: '/admin/departments' }), label: 'Departments', icon: IconSitemap, letter: 'd', needs: ['department:write'], count: 'none' },
      { link: linkOptions({ to: '/admin/rooms' }), label: 'Rooms and beds', icon: IconDoor, letter: 'm', needs: ['room:write'], count: 'none' },
      { link: linkOptions({ to: '/admin/services' }), label: 'Services and prices', icon: IconTags, letter: 's', needs: ['service:write'], count: 'none' },
      { link: linkOptions({ to: '/admin/case-rates' }), label: 'Case rates', icon: IconShieldHeart, letter: 'j', needs: ['case-rate:write'], count: 'none' },
      { link: linkOptions({ to: '/admin/icd-mappings' }), label: 'ICD mapping', icon: IconListDetails, letter: 'i', needs: ['icd-mapping:write'], count: 'none' },
      { link: linkOptions({ to: '/admin/files' }), label: 'Files', icon: IconFiles, letter: 'x', needs: ['media-settings:write'], count: 'none' },
      { link: linkOptions({ to: '/admin/hospital' }), label: 'Hospital', icon: IconBuildingHospital, letter: 't', needs: ['hospital:write'], count: 'none' },
      { link: linkOptions({ to: '/admin/records' }), label: 'Records and rights', icon: IconScale, letter: 'q', needs: ['correction:decide', 'retention:read'], count: 'none' },
      { link: linkOptions({ to: '/admin/backups' }), label: 'Backups', icon: IconDatabaseExport, letter: 'n', needs: ['backup:read'], count: 'none' },
      { link: linkOptions({ to: '/admin/patient-import' }), label: 'Import patients', icon: IconUsersPlus, letter: 'g', needs: ['patient:import'], count: 'none' },
      { link: linkOptions({ to: '/admin/audit' }), label: 'Audit', icon: IconHistory, letter: 'y', needs: ['audit:read'], count: 'none' },
    ],
  },
] as const;

export type NavItem = (typeof navGroups)[number]['items'][number];
