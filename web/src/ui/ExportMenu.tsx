import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';

import { apiUrl, type Query } from '@/lib/api/base';

export interface ExportMenuProps {
  /** Path of the export, "requests/export". */
  path: string;
  /** The filter that is shown; the file holds exactly that. */
  query: Query;
}

const FORMATS = [
  { format: 'csv', label: 'CSV', note: 'for any program' },
  { format: 'xlsx', label: 'Excel', note: '.xlsx' },
  { format: 'parquet', label: 'Parquet', note: 'for data tools' },
];

/** Download what the filter shows, as one of three kinds of file. */
export function ExportMenu({ path, query }: ExportMenuProps) {
  return (
    <Menu width={208}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={15} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map(({ format, label, note }) => (
          <Menu.Item
            key={format}
            component="a"
            href={apiUrl(path, { ...query, format })}
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
