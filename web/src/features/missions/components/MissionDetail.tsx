import { Link } from '@tanstack/react-router';

import { Freshness } from '@/ui/Freshness';
import { Markdown } from '@/ui/Markdown';
import { Page } from '@/ui/Page';
import { Section } from '@/ui/Section';
import { Status } from '@/ui/status/Status';
import { CopyText } from '@/ui/CopyText';
import { When } from '@/ui/When';

import type { Mission } from '../model';
import { isFinished, STATES } from '../states';
import { Activity } from './Activity';
import { Artifacts } from './Artifacts';
import classes from './MissionDetail.module.css';
import { MissionActions } from './MissionActions';
import { MissionFacts } from './MissionFacts';
import { MissionNotice } from './MissionNotice';
import { MissionPlan } from './MissionPlan';
import { MissionProgress } from './MissionProgress';
import { StepList } from './StepList';

export interface MissionDetailProps {
  mission: Mission;
  /** When the copy was last confirmed, milliseconds since the epoch. */
  updatedAt: number;
}

/** Everything about one mission, kept up to date by the live connection. */
export function MissionDetail({ mission, updatedAt }: MissionDetailProps) {
  const { label, tone } = STATES[mission.state];
  const meta = (
    <>
      <Status tone={tone} label={label} />
      <CopyText text={mission.display_id} label="mission id" />
      <span>
        {mission.agent} · {mission.owner.name} · <When at={mission.created_at} />
      </span>
      <Freshness at={updatedAt} />
    </>
  );
  return (
    <Page title={mission.title} meta={meta} actions={<MissionActions mission={mission} />}>
      <div className={classes.columns}>
        <div className={classes.main}>
          <div className={classes.head}>
            <MissionNotice mission={mission} />
            <section className={classes.progress} aria-label="Progress">
              <MissionProgress mission={mission} />
              <MissionFacts mission={mission} />
            </section>
          </div>
          {mission.answer && (
            <Section title="Answer" panel>
              <Markdown text={mission.answer} />
            </Section>
          )}
          <Artifacts mission={mission} />
          <Activity missionId={mission.id} openedAtFirst={!isFinished(mission.state)} />
        </div>
        <div className={classes.aside}>
          <div className={classes.steps} data-finished={isFinished(mission.state) || undefined}>
            <Section title="Steps" panel>
              <StepList steps={mission.steps} moving={mission.state === 'running'} />
            </Section>
          </div>
          <MissionPlan mission={mission} />
        </div>
      </div>
      <Link to="/missions" className={classes.back}>
        All missions
      </Link>
    </Page>
  );
}
