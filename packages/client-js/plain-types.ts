/** Writes the types of the wire out in full, so that what is published needs neither the server nor zod. */
import ts from 'typescript';

/** Where the types are, and how they are compiled. */
export interface PlainTypesInput {
  /** A file that exports nothing but types. */
  file: string;
  /** As in its tsconfig. */
  options: ts.CompilerOptions;
}

/** The source of a declaration file with the same types under the same names, and their descriptions as comments. */
export function plainTypes({ file, options }: PlainTypesInput): string {
  const program = ts.createProgram([file], options);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${file} exports nothing`);
  const printer = new TypePrinter(checker);
  const exported = checker.getExportsOfModule(module);
  // the first pass learns the names of all shapes, the second one uses them
  for (const symbol of exported) printer.learn(symbol);
  return indent(exported.map((symbol) => printer.declaration(symbol)).join('\n'));
}

function indent(source: string): string {
  let depth = 0;
  const lines = source.split('\n').map((line) => {
    if (line.startsWith('}')) depth--;
    const indented = line && '  '.repeat(depth) + line;
    if (line.endsWith('{')) depth++;
    return indented;
  });
  return lines.join('\n');
}

/** Prints types by structure; a shape that has a name is printed as that name. */
class TypePrinter {
  readonly #checker: ts.TypeChecker;
  readonly #names = new Map<string, string>();

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  /** Remembers the name of a shape, unless the shape is too simple to be told by it. */
  learn(symbol: ts.Symbol): void {
    const body = this.#body(symbol);
    if (body.startsWith('{')) this.#names.set(body, symbol.name);
  }

  /** The alias with its comment; shapes within it by their names. */
  declaration(symbol: ts.Symbol): string {
    const doc = ts.displayPartsToString(symbol.getDocumentationComment(this.#checker));
    const type = this.#checker.getDeclaredTypeOfSymbol(symbol);
    return `${comment(doc)}export type ${symbol.name} = ${this.#print(type, { isNamed: true })};\n`;
  }

  #body(symbol: ts.Symbol): string {
    return this.#print(this.#checker.getDeclaredTypeOfSymbol(symbol), { isNamed: true });
  }

  /** Without undefined where the field itself may be absent. */
  #print(type: ts.Type, { isNamed = false, isOptional = false } = {}): string {
    if (type.flags & ts.TypeFlags.Any) throw new Error('A type of the wire is any');
    if (type.isUnion()) return this.#printUnion(isOptional ? type.types.filter(isDefined) : type.types);
    if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return this.#checker.typeToString(type);
    if (this.#checker.isArrayType(type)) return this.#printArray(type);
    if (type.symbol?.name === 'Date') return 'Date';
    if (type.getCallSignatures().length > 0) throw new Error('A type of the wire is a function');
    const body = this.#printObject(type);
    return (!isNamed && this.#names.get(body)) || body;
  }

  #printUnion(members: readonly ts.Type[]): string {
    const printed = members.map((member) => this.#print(member));
    // TypeScript keeps boolean as its two literals
    const isBoolean = printed.includes('true') && printed.includes('false');
    const rest = isBoolean ? [...printed.filter((text) => text !== 'true' && text !== 'false'), 'boolean'] : printed;
    return rest.join(' | ');
  }

  #printArray(type: ts.Type): string {
    const [element] = this.#checker.getTypeArguments(type as ts.TypeReference);
    return element ? `Array<${this.#print(element)}>` : 'never[]';
  }

  #printObject(type: ts.Type): string {
    const indexes = this.#checker.getIndexInfosOfType(type).map(({ type: value }) => this.#print(value));
    const members = this.#checker.getPropertiesOfType(type).map((property) => this.#printMember(property));
    if (members.length === 0 && indexes[0] !== undefined) return `Record<string, ${indexes[0]}>`;
    return `{\n${[...indexes.map((value) => `[field: string]: ${value};`), ...members].join('\n')}\n}`;
  }

  #printMember(property: ts.Symbol): string {
    const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const type = this.#print(this.#checker.getTypeOfSymbol(property), { isOptional });
    const name = /^[a-z_$][\w$]*$/i.test(property.name) ? property.name : JSON.stringify(property.name);
    return `${comment(descriptionOf(property))}${name}${isOptional ? '?' : ''}: ${type};`;
  }
}

function isDefined(type: ts.Type): boolean {
  return (type.flags & ts.TypeFlags.Undefined) === 0;
}

/** What the schema says of a field: `name: z.….openapi({ description: '…' })`. */
function descriptionOf(property: ts.Symbol): string {
  const declared = property.declarations?.find(ts.isPropertyAssignment)?.initializer;
  if (!declared || !ts.isCallExpression(declared) || !ts.isPropertyAccessExpression(declared.expression)) return '';
  const [about] = declared.expression.name.text === 'openapi' ? declared.arguments : [];
  if (!about || !ts.isObjectLiteralExpression(about)) return '';
  const described = about.properties.find((each) => each.name?.getText() === 'description');
  const text = described && ts.isPropertyAssignment(described) ? described.initializer : undefined;
  return text && ts.isStringLiteralLike(text) ? text.text : '';
}

function comment(text: string): string {
  return text === '' ? '' : `/** ${text} */\n`;
}
