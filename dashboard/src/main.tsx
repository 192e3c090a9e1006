import '@mantine/core/styles.css';
import 'virtual:theme.css';
import { MantineProvider, Modal, Button, Select, Menu, TextInput, Table, Popover, Tooltip, Badge, SegmentedControl, Textarea, PasswordInput, FileButton, Drawer, CopyButton, Tabs, Progress, ScrollArea, AppShell, Burger, NavLink, Skeleton, Alert } from '@mantine/core';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
function App() {
  const [o, set] = useState(false);
  return <MantineProvider withCssVariables={false} withStaticClasses={false} withGlobalClasses={false} deduplicateInlineStyles>
    <Button id="open" onClick={() => set(true)}>open</Button>
    <Modal opened={o} onClose={() => set(false)} title="hello" lockScroll={false}>
      <Select label="pick" data={['a', 'b']} id="sel" comboboxProps={{withinPortal:false}} /><TextInput label="x" /><PasswordInput label="p" /><Textarea label="t" autosize />
      <Tooltip label="hi"><Button>tt</Button></Tooltip>
    </Modal>
    <Menu><Menu.Target><Button id="menu">menu</Button></Menu.Target><Menu.Dropdown><Menu.Item>one</Menu.Item></Menu.Dropdown></Menu>
    <Badge color="red">bb</Badge><Progress value={50} /><Skeleton height={10} /><Alert title="d">x</Alert>
    <SegmentedControl data={['a','b']} /><Tabs defaultValue="a"><Tabs.List><Tabs.Tab value="a">a</Tabs.Tab></Tabs.List></Tabs>
    <ScrollArea h={40}><div>dd</div></ScrollArea>
    <Table><Table.Tbody><Table.Tr><Table.Td>1</Table.Td></Table.Tr></Table.Tbody></Table>
    {typeof Popover+typeof FileButton+typeof Drawer+typeof CopyButton+typeof AppShell+typeof Burger+typeof NavLink}
  </MantineProvider>;
}
createRoot(document.getElementById('root')!).render(<App />);
