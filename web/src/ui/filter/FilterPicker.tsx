import { Combobox, useCombobox } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';

import classes from './Filter.module.css';

export interface FilterChoice {
  value: string;
  label: string;
}

export interface FilterPickerProps {
  /** What is filtered by: "Model". */
  label: string;
  choices: FilterChoice[];
  /** Values chosen; several are alternatives. */
  chosen: string[];
  onChoose: (chosen: string[]) => void;
  /** Only one value at a time. */
  single?: boolean;
}

const SEARCHED_FROM = 8; // Fewer choices are seen at a glance.

/** A chip that opens the values to filter by, and shows those that are chosen. */
export function FilterPicker({ label, choices, chosen, onChoose, single = false }: FilterPickerProps) {
  const [text, setText] = useState('');
  const combobox = useCombobox({
    onDropdownOpen: () => {
      setText('');
      combobox.focusSearchInput();
    },
    onDropdownClose: () => combobox.resetSelectedOption(),
  });
  const toggle = (value: string) => {
    const rest = chosen.filter((each) => each !== value);
    onChoose(rest.length < chosen.length ? rest : single ? [value] : [...chosen, value]);
    if (single) combobox.closeDropdown();
  };
  const matching = withChosen(choices, chosen).filter((each) => each.label.toLowerCase().includes(text.toLowerCase()));
  return (
    <Combobox store={combobox} width={240} position="bottom-start" shadow="md" onOptionSubmit={toggle}>
      <Combobox.Target targetType="button">
        <button
          type="button"
          className={classes.chip}
          data-active={chosen.length > 0 || undefined}
          onClick={() => combobox.toggleDropdown()}
        >
          <span className={classes.text}>{wording(label, choices, chosen)}</span>
          <IconChevronDown size={13} aria-hidden />
        </button>
      </Combobox.Target>
      <Combobox.Dropdown>
        {choices.length >= SEARCHED_FROM && (
          <Combobox.Search
            aria-label={`Find ${label.toLowerCase()}`}
            placeholder={`Find ${label.toLowerCase()}`}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        <Combobox.Options mah={280} aria-label={label}>
          {matching.map(({ value, label: name }) => (
            <Combobox.Option key={value} value={value} active={chosen.includes(value)}>
              <span className={classes.option}>
                <span className={classes.check}>{chosen.includes(value) && <IconCheck size={14} aria-hidden />}</span>
                {name}
              </span>
            </Combobox.Option>
          ))}
          {matching.length === 0 && <Combobox.Empty>Nothing to choose from</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** What is chosen can always be given up, also when it is no longer among the choices. */
function withChosen(choices: FilterChoice[], chosen: string[]): FilterChoice[] {
  const known = new Set(choices.map(({ value }) => value));
  const strays = chosen.filter((value) => !known.has(value)).map((value) => ({ value, label: value }));
  return [...strays, ...choices];
}

function wording(label: string, choices: FilterChoice[], chosen: string[]): string {
  const [first, ...rest] = chosen;
  if (first === undefined) return label;
  const name = choices.find(({ value }) => value === first)?.label ?? first;
  return `${label}: ${name}${rest.length > 0 ? ` +${rest.length}` : ''}`;
}
