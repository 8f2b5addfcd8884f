import { Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { fieldError } from '@/lib/api/errors';
import { Form, Pair } from '@/ui/Form';
import { toastDone } from '@/ui/toast';

import { modelKeys, putPrice, type PriceWrite } from '../api';
import { PRICE_FIELDS, priceOf, problemsIn, startingWith, type PriceFields } from '../prices';

export interface PriceDialogProps {
  /** The model, or "*" for every model without a price. */
  model: string;
  /** What it costs now, dollars per million tokens as decimal strings. */
  present?: PriceFields;
  onClose: () => void;
}

/** Set what a model costs the organization, from the next call on. */
export function PriceDialog({ model, present, onClose }: PriceDialogProps) {
  const client = useQueryClient();
  const [prices, setPrices] = useState<PriceFields>(() => startingWith(present));
  const [problems, setProblems] = useState<Partial<PriceFields>>({});
  const save = useMutation({
    mutationFn: (body: PriceWrite) => putPrice(model, body),
    onSuccess: () => {
      toastDone(`Price set: ${nameOf(model)}`);
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: modelKeys.all }),
  });
  const submit = () => {
    const found = problemsIn(prices);
    setProblems(found);
    if (Object.keys(found).length === 0) save.mutate(priceOf(prices));
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Price of ${nameOf(model)}`}
      size={440}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Form action="Set price" busy={save.isPending} error={save.error} onSubmit={submit} onCancel={onClose}>
        <p>US dollars per million tokens. Calls that are booked already keep the price they had.</p>
        {[PRICE_FIELDS.slice(0, 2), PRICE_FIELDS.slice(2)].map((pair, index) => (
          <Pair key={index}>
            {pair.map(({ name, label, wire, isOptional }) => (
              <TextInput
                key={name}
                label={label}
                leftSection="$"
                inputMode="decimal"
                placeholder={isOptional ? 'as input' : undefined}
                data-autofocus={name === 'input' ? true : undefined}
                value={prices[name]}
                error={problems[name] ?? fieldError(save.error, wire)}
                onChange={(event) => setPrices({ ...prices, [name]: event.currentTarget.value })}
              />
            ))}
          </Pair>
        ))}
      </Form>
    </Modal>
  );
}

function nameOf(model: string): string {
  return model === '*' ? 'every model without a price' : model;
}
