import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';

import { reportUrl, type Scan } from '../api';

const FORMATS = [
  { format: 'sarif', label: 'SARIF', note: 'for other programs' },
  { format: 'json', label: 'JSON', note: 'as it is' },
  { format: 'html', label: 'HTML', note: 'to hand on' },
] as const;

/** Download the report of a scan in one of three forms. */
export function ReportMenu({ scan }: { scan: Scan }) {
  return (
    <Menu width={216}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={15} />}>
          Report
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map(({ format, label, note }) => (
          <Menu.Item
            key={format}
            component="a"
            href={reportUrl(scan.id, format)}
            download
            rightSection={<small>{note}</small>}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
