import { IconChartBar, IconFile, IconFileText, IconPhoto, IconTable, type Icon } from '@tabler/icons-react';

import type { Artifact } from '@/lib/api/types';

/** A picture for each kind of artifact. */
export const ARTIFACT_ICONS: Record<Artifact['kind'], Icon> = {
  markdown: IconFileText,
  table: IconTable,
  chart: IconChartBar,
  image: IconPhoto,
  file: IconFile,
};
