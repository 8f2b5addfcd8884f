import { Button } from '@mantine/core';
import { Artifacts } from '@pilothouse/client';
import { IconDownload } from '@tabler/icons-react';

import { connection } from '@/lib/api/connection';
import type { Artifact } from '@/lib/api/types';
import { formatBytes, formatCount } from '@/lib/format/number';
import { Chart } from '@/ui/chart/Chart';
import { Markdown } from '@/ui/Markdown';
import { DataTable } from '@/ui/table/DataTable';

import { ARTIFACT_ICONS } from './icons';
import classes from './ArtifactView.module.css';

const artifacts = new Artifacts(connection);

export interface ArtifactViewProps {
  artifact: Artifact;
  /** The content stands on the page already, as the answer. */
  isRepeated?: boolean;
}

/** One artifact: what it is, what it shows, and every form it can be downloaded in. */
export default function ArtifactView({ artifact, isRepeated = false }: ArtifactViewProps) {
  const Icon = ARTIFACT_ICONS[artifact.kind];
  const title = artifact.title || artifact.name;
  return (
    <article className={classes.artifact} aria-label={title}>
      <header className={classes.header}>
        <span className={classes.icon}>
          <Icon size={18} aria-hidden />
        </span>
        <div className={classes.heading}>
          <h3 className={classes.title}>{title}</h3>
          <p className={classes.meta}>
            <span className={classes.name}>{artifact.name}</span> · {formatBytes(artifact.size_bytes)}
          </p>
        </div>
        <Downloads artifact={artifact} title={title} />
      </header>
      {isRepeated ? (
        <p className={classes.meta}>The answer above, as a file.</p>
      ) : (
        <Preview artifact={artifact} title={title} />
      )}
    </article>
  );
}

interface PartProps {
  artifact: Artifact;
  title: string;
}

function Downloads({ artifact, title }: PartProps) {
  const formats = artifact.formats.length > 0 ? artifact.formats : [null];
  return (
    <div className={classes.downloads}>
      {formats.map((format) => (
        <Button
          key={format}
          component="a"
          size="xs"
          variant="default"
          leftSection={<IconDownload size={14} />}
          href={contentUrl(artifact.id, { format })}
          download
          aria-label={`Download ${title}${format ? ` as ${format.toUpperCase()}` : ''}`}
        >
          {format ? format.toUpperCase() : 'Download'}
        </Button>
      ))}
    </div>
  );
}

function Preview({ artifact, title }: PartProps) {
  if (artifact.kind === 'image') {
    return <img className={classes.image} src={contentUrl(artifact.id, { inline: true })} alt={title} loading="lazy" />;
  }
  if (artifact.kind === 'file' || !artifact.preview) return null;
  if (artifact.kind === 'markdown') return <Markdown text={artifact.preview.text} />;
  if (artifact.kind === 'chart') return <Chart title={title} spec={artifact.preview.spec} />;
  const { columns, rows, total_rows: total } = artifact.preview;
  return (
    <>
      <DataTable caption={title} columns={columns} rows={rows} />
      <p className={classes.meta}>{shown(rows.length, total)}</p>
    </>
  );
}

function shown(rows: number, total: number): string {
  if (rows < total) return `First ${formatCount(rows)} of ${formatCount(total)} rows; the downloads hold them all.`;
  return total === 1 ? '1 row' : `${formatCount(total)} rows`;
}

function contentUrl(id: string, query: { format?: string | null; inline?: boolean }): string {
  return artifacts.download(id, query).url;
}
