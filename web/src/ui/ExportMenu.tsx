import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';

export interface ExportMenuProps {
  /** Where what the filter shows can be downloaded as a kind of file. */
  urlOf: (format: Format) => string;
}

type Format = (typeof FORMATS)[number]['format'];

const FORMATS = [
  { format: 'csv', label: 'CSV', note: 'for any program' },
  { format: 'xlsx', label: 'Excel', note: '.xlsx' },
  { format: 'parquet', label: 'Parquet', note: 'for data tools' },
] as const;

/** Download what the filter shows, as one of three kinds of file. */
export function ExportMenu({ urlOf }: ExportMenuProps) {
  return (
    <Menu width={208}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={15} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map(({ format, label, note }) => (
          <Menu.Item key={format} component="a" href={urlOf(format)} download rightSection={<small>{note}</small>}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
