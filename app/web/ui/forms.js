// Shows and hides the fields that depend on other answers, with the same FEEL as the server.
// Without this script every field is shown with a hint, and the server drops what does not apply.
import { evaluate } from 'feelin';

function showWhatApplies(form, facts) {
  const answers = { ...facts, ...readAnswers(form) };
  for (const part of form.querySelectorAll('[data-hide]')) {
    part.hidden = applies(part.dataset.hide, answers);
    if (part.hidden) {
      for (const key of (part.dataset.keys || '').split(' ')) if (key) answers[key] = null;
    }
  }
}

/** True when the condition surely says "hide"; an unknown name keeps the field in sight. */
function applies(expression, answers) {
  try {
    const { value, warnings } = evaluate(expression, answers);
    return value === true && warnings.length === 0;
  } catch {
    return false;
  }
}

function readAnswers(form) {
  const answers = {};
  for (const field of form.querySelectorAll('[data-field]')) {
    answers[field.dataset.field] = readers[field.dataset.kind]?.(field) ?? null;
  }
  return answers;
}

const readers = {
  radio: (field) => field.querySelector('input:checked')?.value,
  select: (field) => field.querySelector('select').value || null,
  checkbox: (field) => field.querySelector('input[type=checkbox]').checked,
  checklist: (field) => [...field.querySelectorAll('input:checked')].map((input) => input.value),
  textfield: (field) => field.querySelector('input').value.trim() || null,
  textarea: (field) => field.querySelector('textarea').value.trim() || null,
  number: (field) => {
    const text = field.querySelector('input').value.replaceAll(/[\s€.]/g, '').replace(',', '.');
    return text === '' || Number.isNaN(Number(text)) ? null : Number(text);
  },
  datetime: (field) => {
    const [day, month, year] = [...field.querySelectorAll('input')].map((input) => input.value.trim());
    return year?.length === 4 && day && month
      ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
      : null;
  },
};

for (const form of document.querySelectorAll('form[data-conditional-form]')) {
  const facts = JSON.parse(form.dataset.context || '{}');
  const refresh = () => showWhatApplies(form, facts);
  form.addEventListener('input', refresh);
  form.addEventListener('change', refresh);
  form.classList.add('t-form--live');
  refresh();
}
