import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';

import { formatDate } from '@/lib/format/time';
import { Page } from '@/ui/Page';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { scanQuery } from '../api';
import { Permissions } from '../components/Permissions';
import { ReportMenu } from '../components/ReportMenu';
import { ScannedFiles } from '../components/ScannedFiles';
import { Unread } from '../components/Unread';
import { Verdict } from '../components/Verdict';
import classes from './Scan.module.css';

const route = getRouteApi('/shell/scan/$scanId');

/** What was found in one scan, beside the code where that is at hand. */
export function ScanPage() {
  const { scanId } = route.useParams();
  const read = useQuery(scanQuery(scanId));
  const scan = read.data;
  return (
    <Page
      title={scan?.name ?? 'Scan'}
      actions={scan && <ReportMenu scan={scan} />}
      meta={
        <>
          <Link to="/scan" className={classes.link}>
            All scans
          </Link>
          {scan && <span>{`Kept until ${formatDate(scan.expires_at)}`}</span>}
        </>
      }
    >
      {read.isPending && <Loading label="Loading the scan" heights={[160, 320]} />}
      {read.isError && !scan && (
        <ErrorState title="The scan could not be loaded" error={read.error} onRetry={() => void read.refetch()} />
      )}
      {scan && (
        <>
          <Verdict scan={scan} />
          <Unread scan={scan} />
          <Permissions skills={scan.skills} />
          <ScannedFiles key={scan.id} scan={scan} />
        </>
      )}
    </Page>
  );
}
