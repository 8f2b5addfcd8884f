import { useMay } from '@/lib/api/me';
import type { SecurityEvent } from '@/lib/api/security';
import { formatMoment } from '@/lib/format/time';
import { CopyText } from '@/ui/CopyText';
import { Facts, type Fact } from '@/ui/Facts';
import { Severity } from '@/ui/severity/Severity';
import { Status } from '@/ui/status/Status';
import { Link } from '@tanstack/react-router';

import { useUserName } from '../useUserName';
import { FAMILIES, PLACES, statusOf, sureText } from '../words';
import { EventFeedback } from './EventFeedback';
import { FindingBody } from './FindingBody';
import classes from './Security.module.css';

/** One event: what was seen and done, why, for whom, and what people say of it. */
export function EventPanel({ event }: { event: SecurityEvent }) {
  const mayWrite = useMay('security:write');
  const user = useUserName(event.user_id);
  return (
    <>
      <div className={classes.row}>
        <Status {...statusOf(event.action)} />
        <Severity value={event.severity} />
        <span className={classes.muted}>{sureText(event.confidence)}</span>
      </div>
      <FindingBody {...event} />
      <Facts facts={factsOf(event, user)} />
      {mayWrite && <EventFeedback key={event.id} event={event} />}
    </>
  );
}

function factsOf(event: SecurityEvent, user: string): Fact[] {
  const { agent, tool, conversation_id: conversation, mission_id: mission, incident_id: incident } = event;
  const facts: (Fact | false)[] = [
    { name: 'Family', value: FAMILIES[event.family] },
    { name: 'Detector', value: <code>{event.detector}</code> },
    { name: 'Place', value: PLACES[event.where] },
    { name: 'Time', value: formatMoment(event.at) },
    { name: 'User', value: user },
    tool !== null && {
      name: 'Tool',
      value: (
        <Link to="/tools/$toolName" params={{ toolName: tool }} className={classes.link}>
          {tool}
        </Link>
      ),
    },
    agent !== null && {
      name: 'Agent',
      value: (
        <Link to="/agents/$agentName" params={{ agentName: agent }} className={classes.link}>
          {agent}
        </Link>
      ),
    },
    conversation !== null && {
      name: 'Conversation',
      value: (
        <Link to="/chat/$conversationId" params={{ conversationId: conversation }} className={classes.link}>
          Open the conversation
        </Link>
      ),
    },
    mission !== null && {
      name: 'Mission',
      value: (
        <Link to="/missions/$missionId" params={{ missionId: mission }} className={classes.link}>
          Open the mission
        </Link>
      ),
    },
    incident !== null && {
      name: 'Incident',
      value: (
        <Link to="/security/incidents" search={{ status: 'all', open: incident }} className={classes.link}>
          Open the incident
        </Link>
      ),
    },
    event.request_id !== null && { name: 'Request', value: <CopyText text={event.request_id} label="request id" /> },
  ];
  return facts.filter((fact) => fact !== false);
}
