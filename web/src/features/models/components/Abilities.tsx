import { IconBraces, IconBulb, IconPhoto, IconTool, type Icon } from '@tabler/icons-react';
import { Tooltip, VisuallyHidden } from '@mantine/core';

import classes from './ServedModels.module.css';

/** What a model can do; null is not known. */
export interface AbilitiesProps {
  model: Record<'takes_images' | 'calls_tools' | 'thinks' | 'follows_schema', boolean | null>;
}

const ABILITIES: { field: keyof AbilitiesProps['model']; icon: Icon; yes: string; no: string; what: string }[] = [
  { field: 'calls_tools', icon: IconTool, yes: 'Calls tools', no: 'Calls no tools', what: 'Tools' },
  { field: 'takes_images', icon: IconPhoto, yes: 'Takes images', no: 'Takes no images', what: 'Images' },
  { field: 'follows_schema', icon: IconBraces, yes: 'Follows a schema', no: 'Follows no schema', what: 'Schemas' },
  { field: 'thinks', icon: IconBulb, yes: 'Thinks first', no: 'Does not think first', what: 'Thinking' },
];

/** Four signs, each with words; what nobody knows is said to be unknown. */
export function Abilities({ model }: AbilitiesProps) {
  const isUnknown = ABILITIES.every(({ field }) => model[field] === null);
  if (isUnknown) return <>unknown</>;
  return (
    <span className={classes.abilities}>
      {ABILITIES.map(({ field, icon: Sign, yes, no, what }) => {
        const has = model[field];
        const words = has === null ? `${what}: unknown` : has ? yes : no;
        return (
          <Tooltip key={field} label={words}>
            <span className={classes.ability} data-known={has === null ? 'unknown' : has ? 'yes' : 'no'}>
              {has === null ? <span aria-hidden>?</span> : <Sign size={16} aria-hidden />}
              <VisuallyHidden>{words}</VisuallyHidden>
            </span>
          </Tooltip>
        );
      })}
    </span>
  );
}
